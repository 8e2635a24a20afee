;;; check.el --- the lines of the README, in a real Emacs  -*- lexical-binding: t -*-
;; See run.sh. Every check is one line of output.
(require 'cl-lib)
(require 'package)
(require 'flymake)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa") ; where Debian puts packages, and -Q does not look
(package-initialize)

(setq make-backup-files nil create-lockfiles nil auto-save-default nil
      eglot-sync-connect 10 eglot-autoreconnect nil eglot-confirm-server-initiated-edits nil
      lsp-auto-guess-root t lsp-enable-snippet nil lsp-diagnostics-provider :flymake lsp-auto-execute-action nil
      lsp-headerline-breadcrumb-enable nil lsp-modeline-code-actions-enable nil lsp-enable-file-watchers nil
      lsp-restart 'ignore lsp-enable-suggest-server-download nil lsp-session-file (expand-file-name "session"))

(defconst client (intern (getenv "CHECK_CLIENT")))
(defconst id "04b07795-8ddb-461a-bbee-02f9e1bf7b46")
(defvar failures 0)

(defun check (name passed &optional seen)
  (unless passed (cl-incf failures))
  (princ (format "%s - %s%s\n" (if passed "ok" "not ok") name (if passed "" (format " # %S" seen)))))

(defun wait-for (condition)
  (let ((end (+ (float-time) 15)) answer)
    (while (and (not (setq answer (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    answer))

(defun plain (thing) (format "%S" thing))

(defun findings ()
  "Batch mode never idles, so Flymake is started by hand."
  (flymake-start)
  (cl-remove-if-not (lambda (found) (string-match-p "65002" (flymake-diagnostic-text found))) (flymake-diagnostics)))

(defun hover ()
  (pcase client
    ('eglot (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams)))
    ('lsp-mode (lsp-request "textDocument/hover" (lsp--text-document-position-params)))))

(defun apply-fix ()
  "Chooses the fix with the placeholder, the way the menu of the client does."
  (cl-flet ((wanted (title) (string-match-p "YOUR_TENANT_APP_CLIENT_ID" title)))
    (pcase client
      ('eglot
       (cl-letf (((symbol-function 'completing-read)
                  (lambda (_prompt choices &rest _)
                    (cl-find-if #'wanted (mapcar (lambda (choice) (if (consp choice) (car choice) choice))
                                                 (if (functionp choices) (all-completions "" choices) choices)))))
                 ((symbol-function 'read-multiple-choice) (lambda (_prompt choices &rest _) (car choices))))
         (let ((last-nonmenu-event ?x)) ; not by mouse: no menu, a question
           (eglot-code-actions (point) nil "quickfix" t))))
      ('lsp-mode
       (lsp-execute-code-action
        (seq-find (lambda (action) (wanted (lsp:code-action-title action))) (lsp-code-actions-at-point)))))))

(condition-case problem
    (progn
      (require client)
      (load (getenv "CHECK_LINES") nil t)
      (princ (format "# Emacs %s, %s\n" emacs-version client))
      (pcase client
        ('eglot
         (find-file "login.py")
         ;; Python mode has a server of its own by default; a mode of the README's list has none.
         (conf-mode)
         (apply #'eglot (eglot--guess-contact))
         (check "the README's command is used"
                (equal (process-command (jsonrpc--process (eglot-current-server))) '("aadsts" "lsp"))
                (process-command (jsonrpc--process (eglot-current-server)))))
        ('lsp-mode
         (lsp-workspace-folders-add default-directory)
         (find-file "login.py")
         (lsp)))
      (unless flymake-mode (flymake-mode 1))
      (check "a finding arrives" (wait-for #'findings) (flymake-diagnostics))
      (check "the comment with the same id is no finding" (= 1 (length (findings))) (findings))
      (let ((found (car (findings))))
        (when found
          (check "it stands on the client id"
                 (string-match-p (regexp-quote id) (buffer-substring (flymake-diagnostic-beg found) (flymake-diagnostic-end found))))
          (goto-char (+ 3 (flymake-diagnostic-beg found)))
          (let ((text (plain (hover))))
            (check "hover names the application and the error"
                   (and (string-match-p "Microsoft Azure CLI" text) (string-match-p "AADSTS65002" text)) text))
          (apply-fix)
          (check "the quick fix writes the placeholder"
                 (wait-for (lambda () (string-match-p "client_id=\"YOUR_TENANT_APP_CLIENT_ID\"" (buffer-string)))) (buffer-string)))))
  (error (check "no error" nil problem)))

(set-buffer-modified-p nil)
(let (kill-emacs-hook) (kill-emacs (min failures 1)))
;;; check.el ends here
